/** Crates in Rust programs, by what cargo-auditable put into them. */
package dev.imagescan.agent.packages.rust;
