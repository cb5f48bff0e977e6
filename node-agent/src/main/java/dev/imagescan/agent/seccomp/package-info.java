/** What the agent denies itself, so that whoever takes it over has less of the node. */
package dev.imagescan.agent.seccomp;
