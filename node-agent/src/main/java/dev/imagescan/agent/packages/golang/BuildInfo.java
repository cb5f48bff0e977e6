package dev.imagescan.agent.packages.golang;

/**
 * What Go's linker wrote into a program.
 *
 * @param goVersion as Go writes it, such as "go1.22.1" or "devel go1.23-abc Thu ..."
 * @param modules the lines that {@code go version -m} prints; empty when there are none
 */
record BuildInfo(String goVersion, String modules) {}
