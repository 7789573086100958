/** A fair lock whose holds carry a fencing token. */
@NullMarked
package io.cornerstone.recipes.lock;

import org.jspecify.annotations.NullMarked;
