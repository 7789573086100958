/** Tests of the gRPC services, over real connections to a member without consensus. */
@NullMarked
package io.cornerstone.server.rpc;

import org.jspecify.annotations.NullMarked;
