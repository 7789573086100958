/** gRPC services: decode, validate, authorise, enqueue, encode. */
@NullMarked
package io.cornerstone.server.rpc;

import org.jspecify.annotations.NullMarked;
