package io.cornerstone.server.apply;

import com.google.protobuf.Message;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one command: either a response or an error.
 *
 * @param response the response message without a header; null if refused
 * @param error why it was refused; null if it was done
 * @param revision for the response's header
 * @param events what changed, in order
 */
public record Outcome(
    @Nullable Message response, @Nullable EtcdError error, long revision, List<Event> events) {}
