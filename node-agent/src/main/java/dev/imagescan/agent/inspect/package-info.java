/**
 * Puts processes, layers, mounts and cataloguers together: what a container and an image hold, in
 * the words of the API. Knows nothing of Kubernetes' API server and nothing of terminals.
 */
package dev.imagescan.agent.inspect;
