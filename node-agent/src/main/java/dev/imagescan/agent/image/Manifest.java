package dev.imagescan.agent.image;

import java.util.List;

/**
 * What an image for one platform is made of.
 *
 * @param config its configuration
 * @param layers their tars, most often compressed; the lowest first
 */
public record Manifest(Descriptor config, List<Descriptor> layers) implements ImageDocument {}
