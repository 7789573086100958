/**
 * The wire protocol, shared by client and server: messages and stubs generated from the {@code
 * .proto} files of this module, and {@link io.cornerstone.protocol.EtcdError}, the table of etcd's
 * client-visible errors.
 */
@NullMarked
package io.cornerstone.protocol;

import org.jspecify.annotations.NullMarked;
