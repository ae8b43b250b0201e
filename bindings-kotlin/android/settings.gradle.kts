// The AAR of the checkout for apps. scripts/aar.sh builds the native libraries and the sources first.
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

rootProject.name = "amazonpay-checkout"
