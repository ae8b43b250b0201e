plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
}

group = "dev.amazonpay"
version = "0.1.0"

android {
    namespace = "dev.amazonpay.checkout.android"
    compileSdk = 36

    defaultConfig {
        // Android 8: the oldest with all of java.time and with App Links that work without a chooser.
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    sourceSets["main"].apply {
        // One source for the jar and the AAR.
        kotlin.srcDirs("../checkout/src/main/kotlin", "build/generated-sources/amazonpay")
        jniLibs.srcDirs("build/jniLibs")
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    // The AAR, which has JNA's own native library for Android; the jar of the same name has it for desktops.
    implementation("net.java.dev.jna:jna:5.19.1@aar")
}
