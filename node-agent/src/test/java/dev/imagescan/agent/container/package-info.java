/** Real processes for tests, in namespaces and on file systems as containers have them. */
package dev.imagescan.agent.container;
