package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cornerstone.protocol.Member;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The payload of {@link CommandKind#LEARNER_ADD}.
 *
 * @param learnersMax how many learners the cluster may have with it; the proposer's setting
 */
public record AddedLearner(int learnersMax, Member learner) {
  public ByteString encode() {
    final ByteString.Output bytes = ByteString.newOutput();
    try {
      final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeUInt32NoTag(learnersMax);
      learner.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return bytes.toByteString();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws MalformedCommandException if it is something else
   */
  public static AddedLearner decode(ByteString payload) {
    try {
      final CodedInputStream in = payload.newCodedInput();
      return new AddedLearner(in.readUInt32(), Member.parseFrom(in));
    } catch (IOException e) {
      throw new MalformedCommandException("the payload is another message", e);
    }
  }
}
