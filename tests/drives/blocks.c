/* Stands between a FUSE driver of a file system and its drive (LD_PRELOAD). By its variables it
 *   KLUIS_BLOCKS_DRIVE  touches only this file or device; required
 *   KLUIS_BLOCKS_LOG    writes each block write down ('W', offset, length, bytes) and each flush ('F'), in their order
 *   KLUIS_BLOCKS_CUT    after so many writes lets none through any more: the drive was pulled
 *   KLUIS_BLOCKS_REAL   has only so many bytes, whatever the drive claims
 *   KLUIS_BLOCKS_WRAPS  what is written behind them lands at the start again; else it is lost
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static long long cut = -1, real = -1, writes;
static int wraps, ready;
static struct stat drive;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static void begin(void) {
    if (ready) return;
    ready = 1;
    const char *text = getenv("KLUIS_BLOCKS_DRIVE");
    if (!text || stat(text, &drive)) abort();
    if ((text = getenv("KLUIS_BLOCKS_LOG")))
        log_fd = open(text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if ((text = getenv("KLUIS_BLOCKS_CUT"))) cut = atoll(text);
    if ((text = getenv("KLUIS_BLOCKS_REAL"))) real = atoll(text);
    wraps = getenv("KLUIS_BLOCKS_WRAPS") != NULL;
}

static int ours(int fd) {
    begin();
    struct stat found;
    if (fd == log_fd || fstat(fd, &found)) return 0;
    if (S_ISBLK(drive.st_mode)) return S_ISBLK(found.st_mode) && found.st_rdev == drive.st_rdev;
    return found.st_dev == drive.st_dev && found.st_ino == drive.st_ino;
}

static void put(const void *bytes, size_t left) {
    ssize_t (*to)(int, const void *, size_t) = next("write");
    for (const char *at = bytes; left;) {
        ssize_t done = to(log_fd, at, left);
        if (done <= 0) abort();
        at += done;
        left -= done;
    }
}

/* Writes it down and says whether the drive is still there. */
static int passes(const void *bytes, size_t length, off_t at) {
    if (cut >= 0 && writes >= cut) {
        errno = EIO;
        return 0;
    }
    writes++;
    if (log_fd >= 0) {
        uint64_t head[2] = {at, length};
        put("W", 1);
        put(head, sizeof head);
        put(bytes, length);
    }
    return 1;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t at) {
    ssize_t (*to)(int, const void *, size_t, off_t) = next("pwrite64");
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    if (!ours(fd)) {
        done = to(fd, bytes, length, at);
    } else if (passes(bytes, length, at)) {
        if (real < 0 || at + (off_t)length <= real) {
            done = to(fd, bytes, length, at);
        } else {
            done = length;
            if (wraps) to(fd, bytes, length, at % (real - (off_t)length));
        }
    }
    pthread_mutex_unlock(&lock);
    return done;
}

static ssize_t read_at(int fd, void *bytes, size_t length, off_t at) {
    ssize_t (*from)(int, void *, size_t, off_t) = next("pread64");
    if (ours(fd) && real >= 0 && at + (off_t)length > real) {
        if (wraps) return from(fd, bytes, length, at % (real - (off_t)length));
        memset(bytes, 0xff, length);
        return length;
    }
    return from(fd, bytes, length, at);
}

static int flush(const char *name, int fd) {
    int (*to)(int) = next(name);
    pthread_mutex_lock(&lock);
    int done;
    if (ours(fd) && cut >= 0 && writes >= cut) {
        errno = EIO;
        done = -1;
    } else {
        if (ours(fd) && log_fd >= 0) put("F", 1);
        done = to(fd);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return write_at(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at) { return write_at(fd, bytes, n, at); }
ssize_t pread(int fd, void *bytes, size_t n, off_t at) { return read_at(fd, bytes, n, at); }
ssize_t pread64(int fd, void *bytes, size_t n, off_t at) { return read_at(fd, bytes, n, at); }
int fsync(int fd) { return flush("fsync", fd); }
int fdatasync(int fd) { return flush("fdatasync", fd); }

ssize_t write(int fd, const void *bytes, size_t length) {
    ssize_t (*to)(int, const void *, size_t) = next("write");
    if (!ours(fd)) return to(fd, bytes, length);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = write_at(fd, bytes, length, at);
    if (done > 0) lseek(fd, at + done, SEEK_SET);
    return done;
}

ssize_t read(int fd, void *bytes, size_t length) {
    ssize_t (*from)(int, void *, size_t) = next("read");
    if (!ours(fd)) return from(fd, bytes, length);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = read_at(fd, bytes, length, at);
    if (done > 0) lseek(fd, at + done, SEEK_SET);
    return done;
}
