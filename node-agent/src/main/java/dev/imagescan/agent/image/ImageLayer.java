package dev.imagescan.agent.image;

/**
 * One layer of an image.
 *
 * @param diffID the digest of its uncompressed tar, {@code sha256:…}; empty where it is not known
 * @param createdBy the command that made it, printable and cut; empty where the image does not say
 */
public record ImageLayer(String diffID, String createdBy) {}
