/** Where members are, and how names become addresses. */
@NullMarked
package io.cornerstone.client.internal.address;

import org.jspecify.annotations.NullMarked;
