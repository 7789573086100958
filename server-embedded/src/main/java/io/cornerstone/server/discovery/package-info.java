/**
 * How founding members find each other that are not told about each other: through DNS ({@link
 * io.cornerstone.server.discovery.SrvDiscovery}) or through a registry in a cluster that runs
 * already ({@link io.cornerstone.server.discovery.RegistryDiscovery}). Both give what {@code
 * --initial-cluster} would say.
 */
@NullMarked
package io.cornerstone.server.discovery;

import org.jspecify.annotations.NullMarked;
