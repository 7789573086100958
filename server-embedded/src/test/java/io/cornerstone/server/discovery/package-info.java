@NullMarked
package io.cornerstone.server.discovery;

import org.jspecify.annotations.NullMarked;
