/** Tests of servers that run as processes of their own, driven from outside. */
@NullMarked
package io.cornerstone.testkit.process;

import org.jspecify.annotations.NullMarked;
