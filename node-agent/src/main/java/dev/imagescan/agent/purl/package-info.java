/** Names packages the way vulnerability databases do. */
package dev.imagescan.agent.purl;
