/** Components that Bitnami builds into its images. */
package dev.imagescan.agent.packages.bitnami;
