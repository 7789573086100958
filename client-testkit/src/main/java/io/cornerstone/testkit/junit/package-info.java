/** JUnit support: a test asks for a cluster of some members and gets it, and a client of it. */
@NullMarked
package io.cornerstone.testkit.junit;

import org.jspecify.annotations.NullMarked;
