/** .NET applications and their NuGet packages. */
package dev.imagescan.agent.packages.dotnet;
