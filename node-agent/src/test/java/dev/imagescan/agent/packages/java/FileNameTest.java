package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {

  @ParameterizedTest
  @CsvSource({
    "commons-io-2.11.0.jar, commons-io, 2.11.0",
    "guava-31.1-jre.jar, guava, 31.1-jre",
    "log4j-1.2-api-2.17.1.jar, log4j-1.2-api, 2.17.1",
    "kafka_2.13-3.6.0.jar, kafka_2.13, 3.6.0",
    "zstd-jni-1.5.7-4.jar, zstd-jni, 1.5.7-4",
    "classworlds-1.1-alpha-2.jar, classworlds, 1.1-alpha-2",
    "bcprov-jdk18on-1.82.jar, bcprov-jdk18on, 1.82",
    "a-1.0-20240101.123456-1.jar, a, 1.0-20240101.123456-1",
    "org.eclipse.osgi_3.18.0.v2022.jar, org.eclipse.osgi, 3.18.0.v2022",
    "netty-epoll-4.1.9.Final-linux-x86_64.jar, netty-epoll, 4.1.9.Final-linux-x86_64",
    "app.jar, app, ''",
    "my-http2-server.war, my-http2-server, ''",
    ".jar, '', ''",
    "-1.jar, '', 1",
    "1-2.jar, 1, 2",
  })
  void the_version_begins_at_the_last_number_that_no_name_follows(
      String name, String artifact, String version) {
    FileName file = FileName.of(name);
    assertEquals(artifact, file.artifact());
    assertEquals(version, file.version());
  }
}
