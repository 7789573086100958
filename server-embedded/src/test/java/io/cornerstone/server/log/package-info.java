@NullMarked
package io.cornerstone.server.log;

import org.jspecify.annotations.NullMarked;
