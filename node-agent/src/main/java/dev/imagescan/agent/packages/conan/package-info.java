/** Packages of Conan, for C and C++. */
package dev.imagescan.agent.packages.conan;
