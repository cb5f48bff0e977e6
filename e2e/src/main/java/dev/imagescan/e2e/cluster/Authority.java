package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate authority of one cluster, with elliptic keys (P-256) that cost next to nothing to
 * make.
 */
final class Authority {

  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X500Name name = new X500Name("CN=imagescan-e2e");
  private final KeyPair keys = newKeys();
  private final X509Certificate certificate = sign(name, keys, List.of(), true);

  /** A certificate or public key with its private key, both as PEM. */
  record Pair(String certificate, String key) {

    /** Writes {@code NAME.crt} and {@code NAME.key}, the key for the owner's eyes. */
    void write(Path directory, String name) {
      try {
        Files.writeString(directory.resolve(name + ".crt"), certificate);
        Files.writeString(directory.resolve(name + ".key"), key);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The authority's own certificate and key. */
  Pair own() {
    return new Pair(pem(certificate), pem(keys.getPrivate()));
  }

  /** A pair of keys without a certificate, as service account tokens are signed with. */
  static Pair keysOnly() {
    KeyPair pair = newKeys();
    return new Pair(pem(pair.getPublic()), pem(pair.getPrivate()));
  }

  /**
   * A certificate for a client and server at once.
   *
   * @param user the common name, which Kubernetes takes for the user's name
   * @param group the organization, which Kubernetes takes for the user's group; may be empty
   * @param hosts DNS names and IP addresses that it serves
   */
  Pair issue(String user, String group, List<String> hosts) {
    var subject = new X500NameBuilder(BCStyle.INSTANCE);
    if (!group.isEmpty()) {
      subject.addRDN(BCStyle.O, group);
    }
    subject.addRDN(BCStyle.CN, user);
    KeyPair pair = newKeys();
    return new Pair(pem(sign(subject.build(), pair, hosts, false)), pem(pair.getPrivate()));
  }

  private X509Certificate sign(
      X500Name subject, KeyPair pair, List<String> hosts, boolean authority) {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, RANDOM),
            Date.from(now.minus(Duration.ofMinutes(5))),
            Date.from(now.plus(VALIDITY)),
            subject,
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!hosts.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for " + subject, e);
    }
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }

  /** As PKCS 8: the older form that the writer makes of a key lacks the curve. */
  private static String pem(PrivateKey key) {
    return pem((Object) new PemObject("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
