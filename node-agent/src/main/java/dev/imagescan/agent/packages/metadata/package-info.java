/**
 * What the ecosystems' own records of a package have in common: JSON, fields as in a mail's header,
 * licence files beside them, and material for tests that only looks like a package.
 */
package dev.imagescan.agent.packages.metadata;
