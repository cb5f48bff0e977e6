/** Packages of Lua. */
package dev.imagescan.agent.packages.lua;
