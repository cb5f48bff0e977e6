/** Which distribution a root file system holds. */
package dev.imagescan.agent.distribution;
