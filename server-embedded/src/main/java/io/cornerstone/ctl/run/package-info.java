/** What all commands stand on: the console, the global options, the client. */
@NullMarked
package io.cornerstone.ctl.run;

import org.jspecify.annotations.NullMarked;
