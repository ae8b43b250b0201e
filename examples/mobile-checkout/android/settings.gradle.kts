pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "mobile-checkout"

// What scripts/aar.sh has prepared: its native libraries and sources have to be there.
includeBuild("../../../bindings-kotlin/android")
