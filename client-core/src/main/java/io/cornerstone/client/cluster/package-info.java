/** The members of the cluster. */
@NullMarked
package io.cornerstone.client.cluster;

import org.jspecify.annotations.NullMarked;
