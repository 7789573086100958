/** A session: a lease kept alive, and an explicit signal when it is lost. */
@NullMarked
package io.cornerstone.recipes.session;

import org.jspecify.annotations.NullMarked;
