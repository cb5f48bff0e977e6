package dev.imagescan.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorityTest {

  private final Authority authority = new Authority();

  @Test
  void a_certificate_names_user_group_and_hosts_and_is_signed_by_the_authority()
      throws GeneralSecurityException {
    var issued =
        parse(
            authority
                .issue("system:node:one", "system:nodes", List.of("10.0.0.1", "one"))
                .certificate());

    issued.verify(parse(authority.own().certificate()).getPublicKey());
    assertEquals("CN=system:node:one, O=system:nodes", issued.getSubjectX500Principal().toString());
    assertEquals(
        List.of(List.of(7, "10.0.0.1"), List.of(2, "one")),
        List.copyOf(issued.getSubjectAlternativeNames()));
  }

  @Test
  void only_the_authority_itself_may_sign() throws GeneralSecurityException {
    assertEquals(Integer.MAX_VALUE, parse(authority.own().certificate()).getBasicConstraints());
    assertEquals(
        -1, parse(authority.issue("user", "", List.of()).certificate()).getBasicConstraints());
  }

  private static X509Certificate parse(String pem) throws GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate)
        factory.generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8)));
  }
}
