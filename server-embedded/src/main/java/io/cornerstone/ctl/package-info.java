/** The control command: a client for people and scripts, with etcdctl's words and forms. */
@NullMarked
package io.cornerstone.ctl;

import org.jspecify.annotations.NullMarked;
