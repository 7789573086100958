/** The state of single members. */
@NullMarked
package io.cornerstone.client.maintenance;

import org.jspecify.annotations.NullMarked;
