/** Certificates and keys from files that may change while the client runs. */
@NullMarked
package io.cornerstone.client.internal.tls;

import org.jspecify.annotations.NullMarked;
