/** Packages of apk. */
package dev.imagescan.agent.packages.alpine;
