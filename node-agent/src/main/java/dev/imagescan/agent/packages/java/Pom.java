package dev.imagescan.agent.packages.java;

import java.util.Optional;

/**
 * An artifact that Maven built, as the files that it put into the archive tell.
 *
 * @param project its pom.xml, if it was there and was read
 */
record Pom(Coordinates coordinates, Optional<PomXml> project) {}
