/**
 * HTTP/1.1 on the client port, beside gRPC: health, version, and the JSON gateway. It runs on the
 * event loops of the port; nothing here blocks.
 */
@NullMarked
package io.cornerstone.server.http;

import org.jspecify.annotations.NullMarked;
