/** Answers in the forms that etcdctl has: simple, json, fields, table. */
@NullMarked
package io.cornerstone.ctl.print;

import org.jspecify.annotations.NullMarked;
