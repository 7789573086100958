package io.cornerstone.client.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the files name at the moment of the handshake. */
final class ReloadingTrust extends X509ExtendedTrustManager {
  private final Reloaded<X509ExtendedTrustManager> files;

  ReloadingTrust(Reloaded<X509ExtendedTrustManager> files) {
    this.files = files;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    files.get().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    files.get().checkServerTrusted(chain, authType, socket);
  }

  /** Cannot check the name of the host, so that nobody may use it. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the connection is not known, so its host cannot be checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw ofClient();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw ofClient();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw ofClient();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return files.get().getAcceptedIssuers();
  }

  private static CertificateException ofClient() {
    return new CertificateException("this side is the client");
  }
}
