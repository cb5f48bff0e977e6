/** Mount tables: what the kernel says is mounted where, and which of it a user wants to know. */
package dev.imagescan.agent.mounts;
