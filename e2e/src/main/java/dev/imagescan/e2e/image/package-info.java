/** Container images for the tests, made on the machine: there is no registry to pull from. */
package dev.imagescan.e2e.image;
