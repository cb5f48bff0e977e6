/** What a licence policy says of packages: pure functions. */
package dev.imagescan.operator.license;
