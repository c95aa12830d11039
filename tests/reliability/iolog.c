/* Loaded before libc (LD_PRELOAD): writes every change below one folder into a log, in one global order,
   and makes a chosen operation fail. What is recorded happened; what is made to fail did not (or half).

   IOLOG_FOLDER  the folder that is watched
   IOLOG_FILE    the log; absent: nothing is recorded, faults still work
   A record: op, length of the name, length of the data, offset, then name and data (see iolog.py). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define LONGEST 1024

static char names[MOST_FILES][LONGEST]; /* empty: not watched */
static char folder[LONGEST];
static size_t folder_length;
static int log_file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* the fault: the `fault_at`-th counted operation fails, and all after it while `fault_stays` */
static long counted, fault_at;
static int fault_error, fault_stays, fault_short, fault_reads;

void iolog_arm(long at, int error, int stays, int half, int reads) {
    counted = 0, fault_at = at, fault_error = error, fault_stays = stays, fault_short = half, fault_reads = reads;
}

long iolog_count(void) { return counted; }

/* Returns 0 (go on), 1 (fail) or 2 (write half, then fail). */
static int strikes(int is_write) {
    long number = ++counted;
    if (!fault_at || number < fault_at || (number > fault_at && !fault_stays)) return 0;
    return is_write && fault_short ? 2 : 1;
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("IOLOG_FOLDER"), *out = getenv("IOLOG_FILE");
    if (!where) return;
    snprintf(folder, sizeof folder, "%s", where);
    folder_length = strlen(folder);
    if (out) log_file = (int)syscall(SYS_openat, AT_FDCWD, out, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(const char *path) {
    return folder_length && path && !strncmp(path, folder, folder_length)
        && (path[folder_length] == '/' || !path[folder_length]);
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST_FILES && names[fd][0] ? names[fd] : NULL; }

static void put(char op, const char *name, const void *data, size_t size, int64_t offset) {
    if (log_file < 0) return;
    uint32_t name_length = (uint32_t)strlen(name), data_length = (uint32_t)size;
    char head[17];
    head[0] = op;
    memcpy(head + 1, &name_length, 4), memcpy(head + 5, &data_length, 4), memcpy(head + 9, &offset, 8);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)name, name_length}, {(void *)data, size}};
    syscall(SYS_writev, log_file, parts, 3);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= MOST_FILES) return fd;
    names[fd][0] = 0;
    if (!watched(path)) return fd;
    snprintf(names[fd], LONGEST, "%s", path);
    pthread_mutex_lock(&lock);
    if ((flags & O_CREAT) && !was_there) put('C', path, "", 0, 0);
    else if (flags & O_TRUNC) put('T', path, "", 0, 0);
    pthread_mutex_unlock(&lock);
    return fd;
}

static int open_any(const char *path, int flags, mode_t mode) {
    int was_there = !watched(path) || syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int changes = watched(path) && (((flags & O_CREAT) && !was_there) || (flags & O_TRUNC));
    if (changes && strikes(0)) { errno = fault_error; return -1; }
    return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), path, flags, was_there);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return open_any(path, flags, mode); }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        if (watched(path)) return open_any(path, flags, mode); \
        int fd = (int)syscall(SYS_openat, at, path, flags, mode); \
        return opened(fd, NULL, 0, 1); }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    if (fd >= 0 && fd < MOST_FILES) names[fd][0] = 0;
    return (int)syscall(SYS_close, fd);
}

static ssize_t written(int fd, const void *data, size_t size, off64_t offset, int at_place) {
    const char *name = name_of(fd);
    if (!name)
        return at_place ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
    pthread_mutex_lock(&lock);
    int strike = strikes(1);
    if (strike == 2) size /= 2;
    ssize_t done = -1;
    if (strike == 1 || (strike == 2 && !size)) errno = fault_error;
    else {
        if (!at_place) {
            int appends = (int)syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND;
            offset = syscall(SYS_lseek, fd, 0, appends ? SEEK_END : SEEK_CUR);
        }
        done = at_place ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
        if (done > 0) put('W', name, data, (size_t)done, offset);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return written(fd, data, size, at, 1); }

static ssize_t read_at(int fd, void *data, size_t size, off64_t at) {
    if (fault_reads && name_of(fd) && strikes(0)) { errno = fault_error; return -1; }
    return syscall(SYS_pread64, fd, data, size, at);
}
ssize_t pread(int fd, void *data, size_t size, off_t at) { return read_at(fd, data, size, at); }
ssize_t pread64(int fd, void *data, size_t size, off64_t at) { return read_at(fd, data, size, at); }

/* One operation on an open file: its fault, the call, its record. */
static int on_file(int fd, char op, long number, int64_t size) {
    const char *name = name_of(fd);
    if (!name) return (int)syscall(number, fd, size);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (strikes(0)) errno = fault_error;
    else if (!(done = (int)syscall(number, fd, size))) put(op, name, "", 0, size);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return on_file(fd, 'S', SYS_fsync, 0); }
int fdatasync(int fd) { return on_file(fd, 'S', SYS_fdatasync, 0); }
int ftruncate(int fd, off_t size) { return on_file(fd, 'T', SYS_ftruncate, size); }
int ftruncate64(int fd, off64_t size) { return on_file(fd, 'T', SYS_ftruncate, size); }

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (!watched(path)) return real(path);
    pthread_mutex_lock(&lock);
    int done = -1;
    /* a full disk lets files go, and one that has failed for good leaves nothing to expect of it */
    if (!fault_stays && strikes(0)) errno = fault_error;
    else if (!(done = real(path))) put('U', path, "", 0, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (!watched(from)) return real(from, to);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (strikes(0)) errno = fault_error;
    else if (!(done = real(from, to))) put('R', from, to, strlen(to), 0);
    pthread_mutex_unlock(&lock);
    return done;
}
