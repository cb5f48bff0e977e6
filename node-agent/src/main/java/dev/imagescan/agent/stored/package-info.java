/** What the cluster holds of earlier inspections, read with a user's own rights. */
package dev.imagescan.agent.stored;
