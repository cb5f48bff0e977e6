/** Plugins of WordPress. */
package dev.imagescan.agent.packages.wordpress;
