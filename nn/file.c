/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/file.h"

#include "nn/label.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(struct fault *fault, int system)
{
	fault_set(fault, FAULT_FILE, NULL);
	fault->system = system;
	return false;
}

static bool write_all(int file, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t wrote = write(file, bytes, length);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		bytes += wrote;
		length -= (size_t)wrote;
	}
	return fsync(file) == 0;
}

bool file_replace(const char *path, const void *bytes, size_t length, struct fault *fault)
{
	size_t room = strlen(path) + sizeof ".part";
	char *beside = malloc(room);
	if (!beside)
		return fault_set(fault, FAULT_MEMORY, N_("the file"));
	snprintf(beside, room, "%s.part", path);
	int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool good = file >= 0 && write_all(file, bytes, length);
	int system = errno;
	if (file >= 0 && close(file) != 0 && good) {
		system = errno;
		good = false;
	}
	if (good && rename(beside, path) != 0) {
		system = errno;
		good = false;
	}
	if (!good && file >= 0)
		unlink(beside);
	free(beside);
	return good || refuse(fault, system);
}

static char *read_open(int file, size_t limit, size_t *length, struct fault *fault)
{
	struct stat status;
	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
		return refuse(fault, S_ISDIR(status.st_mode) ? EISDIR : EINVAL), NULL;
	size_t size = (size_t)status.st_size;
	if (limit > 0 && size > limit) {
		fault_set(fault, FAULT_MEMORY, N_("the file"));
		fault->found = size;
		return NULL;
	}
	char *bytes = malloc(size + 1);
	if (!bytes)
		return fault_set(fault, FAULT_MEMORY, N_("the file")), NULL;
	for (*length = 0; *length < size;) {
		ssize_t got = read(file, bytes + *length, size - *length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		*length += (size_t)got;
	}
	bytes[*length] = '\0';
	return bytes;
}

char *file_read_new(const char *path, size_t limit, size_t *length, struct fault *fault)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return refuse(fault, errno), NULL;
	char *bytes = read_open(file, limit, length, fault);
	close(file);
	return bytes;
}
