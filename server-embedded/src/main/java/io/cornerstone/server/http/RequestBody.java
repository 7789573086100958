package io.cornerstone.server.http;

/** Takes the body of one request, as it comes. On the event loop. */
interface RequestBody {
  /** For requests whose body does not matter. */
  RequestBody IGNORED =
      new RequestBody() {
        @Override
        public void data(byte[] bytes) {}

        @Override
        public void end() {}
      };

  /** Whether it may go on for as long as the client likes. */
  default boolean isStream() {
    return false;
  }

  void data(byte[] bytes);

  /** The whole body has come. */
  void end();
}
