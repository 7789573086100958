package io.cornerstone.client;

/**
 * Whom a client logs in as.
 *
 * @param user the name; not empty
 * @param password never shown, also not by {@link #toString}
 */
public record Credentials(String user, String password) {
  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public Credentials {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("the name of the user is empty");
    }
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
