/** What whoever runs the operator can see of it: health, readiness and metrics over HTTP. */
package dev.imagescan.operator.health;
