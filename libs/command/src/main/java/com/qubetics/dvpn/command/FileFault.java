package com.qubetics.dvpn.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a file or folder can't be used, and what to do about it.
public enum FileFault {
  MISSING("FILE", "is not there", "check the path"),
  DENIED("FILE", "may not be used by this user", "check its owner and mode: ls -l"),
  THERE_ALREADY("FILE", "is there already", "name another one"),
  FOLDER("FILE", "is a folder", "name a file"),
  NO_FOLDER("FILE", "is no folder", "name a folder"),
  NOT_UTF8("FILE", "is not UTF-8 text", "save it as UTF-8"),
  FULL("DISK_FULL", "can't be written: the disk is full", "free space there: df -h"),
  QUOTA(
      "DISK_QUOTA",
      "can't be written: this user's share of the disk is used up",
      "free space of this user's, or have the quota raised: quota"),
  READ_ONLY(
      "DISK_READ_ONLY",
      "can't be written: the file system is read-only",
      "mount it writable, or name another folder; a disk with errors turns so too: dmesg"),
  OTHER("FILE", "can't be used", "check path, disk and rights");

  /// What the C library says of ENOSPC, EDQUOT, EROFS and EISDIR, in English.
  private static final String FULL_TEXT = "No space left on device";

  private static final String QUOTA_TEXT = "Disk quota exceeded";
  private static final String READ_ONLY_TEXT = "Read-only file system";
  private static final String FOLDER_TEXT = "Is a directory";

  private final String code;
  private final String text;
  private final String remedy;

  FileFault(String code, String text, String remedy) {
    this.code = code;
    this.text = text;
    this.remedy = remedy;
  }

  /// Stable: `DISK_FULL`, `DISK_QUOTA`, `DISK_READ_ONLY`, else `FILE`.
  public String code() {
    return code;
  }

  /// What follows the file's name in a sentence.
  public String text() {
    return text;
  }

  public String remedy() {
    return remedy;
  }

  public static FileFault of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> MISSING;
      case AccessDeniedException _ -> DENIED;
      case FileAlreadyExistsException _ -> THERE_ALREADY;
      case NotDirectoryException _ -> NO_FOLDER;
      case CharacterCodingException _ -> NOT_UTF8;
      default -> ofText(String.valueOf(failure.getMessage())).orElseGet(() -> ofDisk(failure));
    };
  }

  private static Optional<FileFault> ofText(String message) {
    if (message.contains(FULL_TEXT)) {
      return Optional.of(FULL);
    }
    if (message.contains(QUOTA_TEXT)) {
      return Optional.of(QUOTA);
    }
    if (message.contains(READ_ONLY_TEXT)) {
      return Optional.of(READ_ONLY);
    }
    return message.contains(FOLDER_TEXT) ? Optional.of(FOLDER) : Optional.empty();
  }

  /// The C library may say it in the user's language: then the disk is asked.
  private static FileFault ofDisk(IOException failure) {
    Path file = file(failure);
    if (file == null) {
      return OTHER;
    }
    if (Files.isDirectory(file)) {
      return FOLDER;
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      var disk = Files.getFileStore(folder == null ? file : folder);
      return disk.isReadOnly() ? READ_ONLY : disk.getUsableSpace() == 0 ? FULL : OTHER;
    } catch (IOException e) {
      return OTHER;
    }
  }

  /// The file that the system call was about.
  static @Nullable Path file(IOException failure) {
    return failure instanceof FileSystemException about && about.getFile() != null
        ? Path.of(about.getFile())
        : null;
  }

  /// Whether the exception is the file system's, and not a program's own about something else.
  static boolean isOne(IOException failure) {
    return failure instanceof FileSystemException
        || failure instanceof CharacterCodingException
        || ofText(String.valueOf(failure.getMessage())).isPresent();
  }
}
